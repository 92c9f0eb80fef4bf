package io.mysqlclone.binlog.donor;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.engine.BinaryLogPosition;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorRelease;
import io.mysqlclone.engine.LogStop;
import io.mysqlclone.serial.donor.SerialDonor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Gives the binary logs of a running server up to the point at which InnoDB stops. With them a clone has each transaction of
 * that point by its GTID, can be a source from which others replicate, and be rolled forward.
 */
public final class BinaryLogDonor extends SerialDonor {
    private final Place place;
    private final boolean all;

    /**
     * Where the logs are for this process.
     *
     * @param index the server's {@code log_bin_index}
     * @param here the place of the file that a line of the index names
     */
    public record Place(Path index, UnaryOperator<Path> here) {}

    /** @param all whether all logs are given, or only the one that the point is in */
    public BinaryLogDonor(Place place, boolean all, DonorRelease release, int pageSize) {
        super(BinaryLogs.KIND, release, pageSize);
        this.place = place;
        this.all = all;
    }

    /** A log goes on behind the point, and is kept open up to there: nothing has to hold still for that. */
    @Override
    public LogStop.Attendance attend() {
        return (_, _) -> this::keep;
    }

    private LogStop.Part keep(Optional<BinaryLogPosition> binaryLog) throws DonorException {
        BinaryLogPosition end = binaryLog.orElseThrow(
                () -> new DonorException(DonorException.INTERNAL, "the server writes no binary log any more"));
        return HeldLogs.open(place.index(), place.here(), end, all);
    }
}
