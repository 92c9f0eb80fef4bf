package io.mysqlclone.binlog.apply;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.binlog.LogLocator;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes the binary logs of a donor that offers them, into a directory of the clone's own: a server that is replaced has logs by
 * the same names.
 */
public final class BinaryLogEngine implements CloneEngine<ClonePlace> {
    @Override
    public int type() {
        return BinaryLogs.TYPE;
    }

    @Override
    public String name() {
        return BinaryLogs.NAME;
    }

    @Override
    public EngineLocator versionLocator() {
        return LogLocator.VERSION.encode();
    }

    @Override
    public boolean mustBeOffered() {
        return true;
    }

    @Override
    public String offeredBy() {
        return "a clone with binary logs needs clone-agent serve --server there, with --with-binary-logs";
    }

    @Override
    public boolean accepts(DonorConfiguration donor) {
        return true;
    }

    @Override
    public RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener) {
        return new BinaryLogRecipient(place, listener);
    }

    /** Logs are named when InnoDB is complete, which no survey waits for. */
    @Override
    public EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) {
        return new EngineSurvey() {
            @Override
            public Optional<ByteBuffer> take(ByteBuffer descriptor) throws EngineException {
                throw EngineException.violation("the donor names binary logs before the end of InnoDB's clone");
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
    public Optional<EngineLocator> begun(Records recorded) {
        return LogRecords.read(recorded)
                .flatMap(ReceivedLogs::locator)
                .map(locator -> locator.at(0, 0).encode());
    }
}
