package io.mysqlclone.operator.controller;

import java.time.Duration;

/**
 * How often clones under way are looked at. Each look asks the API server for the recipient and writes what the agent has told,
 * so that all together have a limit: from forty clones on each of them is looked at less often than it would be alone.
 */
final class Pace {

    /** Twenty looks a second. */
    private static final Duration BETWEEN_TWO = Duration.ofMillis(50);

    /** Progress that is older than that is of no use to anybody. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Pace() {}

    /**
     * When a clone under way is looked at again.
     *
     * @param alone what it would be if there were no other one
     * @param underWay how many there are, this one among them
     */
    static Duration among(long underWay, Duration alone) {
        Duration fair = BETWEEN_TWO.multipliedBy(underWay);
        Duration bounded = fair.compareTo(LONGEST) > 0 ? LONGEST : fair;
        return bounded.compareTo(alone) > 0 ? bounded : alone;
    }
}
