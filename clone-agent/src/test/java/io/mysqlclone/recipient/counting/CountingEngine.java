package io.mysqlclone.recipient.counting;

import io.mysqlclone.agent.engines.CloneEngines;
import io.mysqlclone.datadir.ClonePlace;
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

    private final int type;
    private final Gate gate;

    /** One that takes workers at any time. */
    public CountingEngine() {
        this(Counted.TYPE, new Gate(0));
    }

    /** One of another number, whose {@code gate} decides about workers. */
    public CountingEngine(int type, Gate gate) {
        this.type = type;
        this.gate = gate;
    }

    /** Whether workers are welcome. */
    public static final class Gate {
        private int refusals;
        private int announced;

        /** Refuses so many first. */
        public Gate(int refusals) {
            this.refusals = refusals;
        }

        synchronized boolean attaching() {
            boolean welcome = refusals-- <= 0;
            announced += welcome ? 1 : 0;
            return welcome;
        }

        synchronized void settled() {
            announced--;
        }

        /** How many it counts on. */
        public synchronized int announced() {
            return announced;
        }
    }

    /** InnoDB, and this one behind it. */
    public static EngineSet<ClonePlace> behindInnodb() {
        return new EngineSet<>(
                Stream.concat(CloneEngines.standard().engines().stream(), Stream.of(new CountingEngine()))
                        .toList());
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public String name() {
        return "COUNTING";
    }

    @Override
    public EngineLocator versionLocator() {
        return new EngineLocator(type, Counted.locator(0).locator());
    }

    @Override
    public boolean accepts(DonorConfiguration donor) {
        return true;
    }

    @Override
    public RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener) {
        return new CountingRecipient(place, gate, listener);
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
