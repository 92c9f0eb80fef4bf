package io.mysqlclone.innodb.apply;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.DataDirectory;
import io.mysqlclone.datadir.TargetRefusedException;
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
import io.mysqlclone.innodb.descriptor.InnodbLocator;
import io.mysqlclone.innodb.snapshot.DonorServer;
import io.mysqlclone.innodb.snapshot.SnapshotRecords;
import io.mysqlclone.innodb.staging.FileSurvey;
import io.mysqlclone.storage.BlockSinks;
import io.mysqlclone.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** InnoDB, the engine of stock MySQL that clones. */
public final class InnodbEngine implements CloneEngine<ClonePlace> {
    @Override
    public int type() {
        return EngineLocator.INNODB;
    }

    @Override
    public String name() {
        return "InnoDB";
    }

    @Override
    public EngineLocator versionLocator() {
        return InnodbLocator.forInit();
    }

    @Override
    public boolean accepts(DonorConfiguration donor) {
        return DonorServer.of(donor).isPresent();
    }

    @Override
    public RecipientEngine recipient(ClonePlace place, RecipientSettings settings, StageListener listener)
            throws EngineException {
        try {
            BlockSinks sinks = BlockSinks.probe(place.directory().agentDirectory());
            return new InnodbRecipient(settings, place, sinks, listener);
        } catch (StorageException e) {
            throw new EngineException(EngineException.Kind.LOCAL_IO, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public EngineSurvey survey(Optional<Path> dataDirectory, List<Relocation> relocations) throws EngineException {
        return new FileSurvey(
                dataDirectory.isPresent() ? Optional.of(look(dataDirectory.get())) : Optional.empty(), relocations);
    }

    private static DataDirectory look(Path dataDirectory) throws EngineException {
        try {
            return DataDirectory.examine(dataDirectory);
        } catch (TargetRefusedException e) {
            throw new EngineException(EngineException.Kind.REFUSED, e.problem(), e.hint(), e);
        } catch (IOException e) {
            throw EngineException.local(dataDirectory + " can't be looked at", e);
        }
    }

    @Override
    public Optional<EngineLocator> begun(Records recorded) {
        var replay = new SnapshotRecords.Replay();
        try {
            recorded.replay(replay::accept);
        } catch (IOException damaged) {
            return Optional.empty();
        }
        return replay.snapshot().map(snapshot -> snapshot.locator().toEngineLocator());
    }
}
