package io.mysqlclone.agent.run;

import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.innodb.source.Settings;
import io.mysqlclone.innodb.source.SourceDirectory;
import io.mysqlclone.recipient.target.ReceivedSource;
import java.io.IOException;
import java.nio.file.Path;

/** Data on this host that is given to recipients, or cloned without a wire. */
public sealed interface DonorSource {
    /** The directory that was named. */
    Path dataDir();

    /**
     * Takes it, so that nobody changes it until it is closed.
     *
     * @throws EngineException REFUSED when it can't be cloned as it is, or somebody is at work there; LOCAL_IO
     */
    SourceDirectory open() throws EngineException;

    /** The data of a server that is stopped, or of a clone that is in place and was not started yet. */
    record AtRest(Settings settings) implements DonorSource {
        @Override
        public Path dataDir() {
            return settings.dataDir();
        }

        @Override
        public SourceDirectory open() throws EngineException {
            return SourceDirectory.open(settings);
        }
    }

    /** What was received into a directory and is not committed, whatever else is there. */
    record Received(Path dataDir) implements DonorSource {
        @Override
        public SourceDirectory open() throws EngineException {
            try {
                ReceivedSource received = ReceivedSource.open(dataDir);
                return SourceDirectory.received(received.dataDir(), received.received(), received::close);
            } catch (TargetRefusedException e) {
                throw new EngineException(EngineException.Kind.REFUSED, e.problem(), e.hint(), e);
            } catch (EngineException e) {
                throw e;
            } catch (IOException e) {
                throw EngineException.local("what was received into " + dataDir + " can't be read", e);
            }
        }
    }
}
