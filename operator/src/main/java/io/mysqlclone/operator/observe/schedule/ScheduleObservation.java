package io.mysqlclone.operator.observe.schedule;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The world for a MySQLCloneSchedule, at one moment.
 *
 * @param clones those that the schedule has made, the newest first
 * @param podOn the name of a pod that uses a claim; asked only of claims that are about to be deleted
 * @param now when this was seen
 */
public record ScheduleObservation(List<MySQLClone> clones, Function<String, Optional<String>> podOn, Instant now) {

    public ScheduleObservation {
        clones = List.copyOf(clones);
    }
}
