package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.EngineException;

/** Opens what is cloned in this process, once the target allows the clone. */
@FunctionalInterface
public interface LocalDonor {
    /** @throws EngineException when it can't be cloned as it is, or read */
    DonorEngine open() throws EngineException;
}
