package io.mysqlclone.recipient.run;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.datadir.TargetRefusedException;
import io.mysqlclone.engine.CloneEngine;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.engine.Records;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.Discarded;
import io.mysqlclone.recipient.Discarded.DonorNotice;
import io.mysqlclone.recipient.Discarded.Found;
import io.mysqlclone.recipient.remote.DonorSession;
import io.mysqlclone.recipient.remote.Failures;
import io.mysqlclone.recipient.remote.SilenceWatch;
import io.mysqlclone.recipient.target.EnginePlaces;
import io.mysqlclone.recipient.target.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what an unfinished clone has left, and tells the donor that it need not keep the snapshot. */
public final class Discard {
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final EngineSet<ClonePlace> engines;
    private final Path dataDir;
    private final Optional<ConnectionOptions> donor;

    /**
     * A discard that is not begun.
     *
     * @param engines what may have been cloned
     * @param dataDir what was cloned into; need not exist
     * @param donor how to tell the donor; empty when it shall not be told
     */
    public Discard(EngineSet<ClonePlace> engines, Path dataDir, Optional<ConnectionOptions> donor) {
        this.engines = engines;
        this.dataDir = dataDir;
        this.donor = donor;
    }

    /**
     * Removes; can be called again when it was cut off.
     *
     * @throws CloneFailure REFUSED when an agent works on the clone, or mysqld is taking it over; LOCAL_IO
     */
    public Discarded run() throws CloneFailure {
        try (Leftovers leftovers = Leftovers.open(dataDir)) {
            Found found = leftovers.found();
            DonorNotice notice = found == Found.UNFINISHED ? tellDonor(leftovers) : DonorNotice.NOT_NEEDED;
            return new Discarded(found, leftovers.remove(), notice);
        } catch (TargetRefusedException e) {
            throw Failures.describe(e);
        } catch (IOException e) {
            throw new CloneFailure(CloneFailure.Kind.LOCAL_IO, Failures.message(e), e);
        }
    }

    private DonorNotice tellDonor(Leftovers leftovers) throws IOException {
        List<EngineLocator> locators = leftovers.journal().map(this::begun).orElse(List.of());
        if (locators.isEmpty() || donor.isEmpty()) {
            return DonorNotice.NOT_NEEDED;
        }
        try (SilenceWatch watch = new SilenceWatch()) {
            var settings = new DonorSession.Settings(
                    donor.get(), ProtocolVersion.V4, new DdlSettings(0, false), FAREWELL, watch);
            return DonorSession.release(settings, locators, leftovers.serverUuid())
                    ? DonorNotice.TOLD
                    : DonorNotice.NOT_REACHED;
        }
    }

    /** A journal that can't be read names no snapshot; it is removed all the same. */
    private List<EngineLocator> begun(Path journal) {
        List<EngineLocator> locators = new ArrayList<>();
        CloneEngine<ClonePlace> first = engines.engines().getFirst();
        for (CloneEngine<ClonePlace> engine : engines.engines()) {
            Records recorded = engine.equals(first)
                    ? EnginePlaces.recorded(journal)
                    : EnginePlaces.recorded(journal, engine.type());
            engine.begun(recorded).ifPresent(locators::add);
        }
        return locators;
    }
}
