package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.DonorEngine;
import java.io.IOException;
import java.util.List;

/** Opens what is cloned in this process, once the target allows the clone. */
@FunctionalInterface
public interface LocalDonor {
    /**
     * The engines of the donor, in the order of their locators, which the clone closes.
     *
     * @throws IOException an {@link io.mysqlclone.engine.EngineException} when it can't be cloned as it is, or read; a {@link
     *     io.mysqlclone.engine.DonorException} when a running server can't be asked, or does not do what it takes
     */
    List<DonorEngine> open() throws IOException;
}
