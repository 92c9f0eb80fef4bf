package io.mysqlclone.agent.run;

import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.donor.DonorPlugin;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.mysql.accept.Accounts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Data that can be given.
 *
 * @param engines that give it, in the order of their locators
 * @param describer what is said of its server
 * @param accounts of its server; empty when there is none to ask
 * @param dataDir where it is
 * @param warnings what whoever gives it may not have expected, such as what stays behind
 */
public record OpenDonor(
        List<DonorEngine> engines,
        Describer describer,
        Optional<Accounts> accounts,
        Path dataDir,
        List<String> warnings)
        implements Closeable {
    public OpenDonor {
        warnings = List.copyOf(warnings);
        engines = List.copyOf(engines);
    }

    /** Says what there is to say of a server. */
    @FunctionalInterface
    public interface Describer {
        /**
         * What is said of it.
         *
         * @param plugins that recipients must have besides
         */
        DonorDescription describe(List<DonorPlugin> plugins, Duration idleTimeout) throws IOException;
    }

    @Override
    public void close() {
        // The first one lets go of the server, or of the directory.
        engines.reversed().forEach(DonorEngine::close);
    }
}
