package io.mysqlclone.serial.apply;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.DonorConfiguration;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSurvey;
import io.mysqlclone.engine.RecipientEngine;
import io.mysqlclone.engine.RecipientSettings;
import io.mysqlclone.engine.Records;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.engine.SurveyedFiles;
import io.mysqlclone.serial.SerialKind;
import io.mysqlclone.serial.SerialLocator;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes the files of one kind from a donor that offers them, into a directory of the clone's own: a server that is replaced has
 * files by the same names.
 */
public abstract class SerialEngine implements CloneEngine<ClonePlace> {
    private final SerialKind kind;
    private final Ending ending;

    /** @param ending of each clone */
    protected SerialEngine(SerialKind kind, Ending ending) {
        this.kind = kind;
        this.ending = ending;
    }

    @Override
    public final int type() {
        return kind.type();
    }

    @Override
    public final String name() {
        return kind.name();
    }

    @Override
    public final EngineLocator versionLocator() {
        return SerialLocator.VERSION.encode(kind);
    }

    @Override
    public final boolean mustBeOffered() {
        return true;
    }

    @Override
    public abstract String offeredBy();

    @Override
    public final boolean accepts(DonorConfiguration donor) {
        return true;
    }

    @Override
    public final RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener) {
        return new SerialRecipient(kind, ending, place, listener);
    }

    /** Files are named when InnoDB is complete, which no survey waits for. */
    @Override
    public final EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) {
        return new EngineSurvey() {
            @Override
            public Optional<ByteBuffer> take(ByteBuffer descriptor) throws EngineException {
                throw EngineException.violation(
                        "the donor names " + kind.content() + " before the end of InnoDB's clone");
            }

            @Override
            public boolean isComplete() {
                return true;
            }

            @Override
            public SurveyedFiles files() {
                return SurveyedFiles.NONE;
            }
        };
    }

    @Override
    public final Optional<EngineLocator> begun(Records recorded) {
        return new SerialRecords(kind)
                .read(recorded)
                .flatMap(ReceivedFiles::locator)
                .map(locator -> locator.at(0, 0).encode(kind));
    }
}
