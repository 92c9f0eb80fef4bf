package io.mysqlclone.recipient.counting;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.EngineSurvey;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.Records;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.engine.SurveyedFiles;
import io.mysqlclone.storage.ClonePlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** An engine that keeps numbers, in one file. */
public final class CountingEngine implements CloneEngine<ClonePlace> {
    /** The name of its file in the data directory. */
    public static final String FILE = "numbers.cnt";

    static final int BEGIN = 1;
    static final int HAS = 2;
    static final int COMPLETE = 3;

    /** InnoDB, and this one behind it. */
    public static EngineSet<ClonePlace> behindInnodb() {
        return new EngineSet<>(
                Stream.concat(CloneEngines.standard().engines().stream(), Stream.of(new CountingEngine()))
                        .toList());
    }

    @Override
    public int type() {
        return Counted.TYPE;
    }

    @Override
    public String name() {
        return "COUNTING";
    }

    @Override
    public EngineLocator versionLocator() {
        return Counted.locator(0);
    }

    @Override
    public boolean accepts(DonorConfiguration donor) {
        return true;
    }

    @Override
    public RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener) {
        return new CountingRecipient(place, listener);
    }

    @Override
    public EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) {
        return new EngineSurvey() {
            private boolean announced;

            @Override
            public Optional<ByteBuffer> take(ByteBuffer descriptor) {
                announced = true;
                return Optional.empty();
            }

            @Override
            public boolean isComplete() {
                return announced;
            }

            @Override
            public SurveyedFiles files() {
                return SurveyedFiles.NONE;
            }
        };
    }

    @Override
    public Optional<EngineLocator> begun(Records recorded) {
        var begun = new AtomicReference<Optional<EngineLocator>>(Optional.empty());
        try {
            recorded.replay((type, payload) -> {
                if (type == BEGIN) {
                    begun.set(Optional.of(new EngineLocator(Counted.TYPE, Bytes.copyOf(payload))));
                }
            });
        } catch (IOException damaged) {
            return Optional.empty();
        }
        return begun.get();
    }

    static EngineException local(IOException e) {
        return EngineException.local("numbers", e);
    }
}
