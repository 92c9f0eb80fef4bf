package io.mysqlclone.operator.simulation;

/** What is in the volume, and what mysqld and agents make of it. */
final class Disk {

    enum Volume {
        /** What was there before. */
        OLD_DATA,
        /** That, and a part of a clone. */
        PARTIAL,
        /** That, and a complete clone beside it, at which no mysqld looks. */
        RECEIVED,
        /** A complete clone in its place: the next start of mysqld is on it. */
        COMMITTED,
        /** mysqld has started on the clone. */
        TAKEN_OVER
    }

    private Volume volume = Volume.OLD_DATA;
    private boolean rolledBack;
    private boolean oldDataKept;

    Volume volume() {
        return volume;
    }

    boolean oldDataKept() {
        return oldDataKept;
    }

    void receiveSome() {
        if (volume == Volume.OLD_DATA) {
            volume = Volume.PARTIAL;
        }
    }

    void receive() {
        volume = Volume.RECEIVED;
        rolledBack = false;
    }

    /** Only when no mysqld runs. */
    void commit() {
        if (volume == Volume.RECEIVED) {
            volume = Volume.COMMITTED;
            oldDataKept = true;
        }
    }

    void mysqldStarts() {
        if (volume == Volume.COMMITTED) {
            volume = Volume.TAKEN_OVER;
        }
    }

    /** mysqld cannot recover the clone, and takes the old data again. */
    void mysqldRollsBack() {
        if (volume == Volume.COMMITTED) {
            putBack();
        }
    }

    /** Only when no mysqld runs; false when there is no old data. */
    boolean rollBack() {
        if (oldDataKept) {
            putBack();
            return true;
        }
        return rolledBack;
    }

    private void putBack() {
        volume = Volume.OLD_DATA;
        oldDataKept = false;
        rolledBack = true;
    }

    /** Whether it could be done: what a server has started on is not removed. */
    boolean discard(boolean mysqldRuns) {
        boolean removable = volume != Volume.TAKEN_OVER && !(volume == Volume.COMMITTED && mysqldRuns);
        if (removable) {
            volume = Volume.OLD_DATA;
            oldDataKept = false;
        }
        return removable;
    }

    void letOldDataGo() {
        oldDataKept = false;
    }

    /** As the agent tells it. */
    String outcome() {
        return switch (volume) {
            case TAKEN_OVER -> "Recovered";
            case COMMITTED -> "Pending";
            case RECEIVED -> "Received";
            case OLD_DATA, PARTIAL -> rolledBack ? "RolledBack" : "None";
        };
    }
}
