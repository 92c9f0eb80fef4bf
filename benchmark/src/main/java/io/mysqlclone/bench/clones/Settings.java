package io.mysqlclone.bench.clones;

import java.nio.file.Path;

/**
 * How to measure, for all rows alike.
 *
 * @param agent the launcher of clone-agent
 * @param rounds of each row, 1 or more
 * @param warmUp whether a round goes before them that does not count
 * @param dropCaches whether the page cache is dropped before each clone
 * @param checkAll whether every copy is checked, else those of the first and the last round
 * @param quietMillis how long the donor's queries are measured while nobody clones
 */
public record Settings(Path agent, int rounds, boolean warmUp, boolean dropCaches, boolean checkAll, long quietMillis) {

    boolean isChecked(int round) {
        return checkAll || round == 1 || round == rounds;
    }
}
