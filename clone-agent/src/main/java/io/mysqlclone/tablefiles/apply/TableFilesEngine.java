package io.mysqlclone.tablefiles.apply;

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
import io.mysqlclone.tablefiles.TableLocator;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes the files of tables without a log from a donor that offers them, into a directory of the clone's own: a server that is
 * replaced has tables of its own there.
 */
public final class TableFilesEngine implements CloneEngine<ClonePlace> {
    @Override
    public int type() {
        return UnloggedTables.TYPE;
    }

    @Override
    public String name() {
        return UnloggedTables.NAME;
    }

    @Override
    public EngineLocator versionLocator() {
        return TableLocator.VERSION.encode();
    }

    @Override
    public boolean mustBeOffered() {
        return true;
    }

    @Override
    public String offeredBy() {
        return "a clone with tables without a log needs clone-agent serve --server there, with --with-unlogged-tables";
    }

    @Override
    public boolean accepts(DonorConfiguration donor) {
        return true;
    }

    @Override
    public RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener) {
        return new TableFilesRecipient(place, listener);
    }

    /** Files are named when InnoDB is complete, which no survey waits for. */
    @Override
    public EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) {
        return new EngineSurvey() {
            @Override
            public Optional<ByteBuffer> take(ByteBuffer descriptor) throws EngineException {
                throw EngineException.violation("the donor names files of tables before the end of InnoDB's clone");
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
        return TableRecords.read(recorded)
                .flatMap(ReceivedTables::locator)
                .map(locator -> locator.at(0, 0).encode());
    }
}
