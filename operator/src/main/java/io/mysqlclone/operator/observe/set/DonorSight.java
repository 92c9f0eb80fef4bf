package io.mysqlclone.operator.observe.set;

/** Whether the template's donor is one of the servers that are to be filled, as far as its name tells. */
public sealed interface DonorSight {

    /** It is none of them; were it one behind a name that does not tell, its agent would refuse to clone it onto itself. */
    record Elsewhere() implements DonorSight {}

    /**
     * It is one of them.
     *
     * @param ordinal which one
     */
    record AMember(int ordinal) implements DonorSight {}

    /**
     * It is chosen among them each time, and nobody can say which ones are copies already.
     *
     * @param name of the MySQLDonor
     */
    record ChosenAmongThem(String name) implements DonorSight {}

    /**
     * It is not known, as there is no such MySQLDonor.
     *
     * @param name of the MySQLDonor
     */
    record NotThere(String name) implements DonorSight {}
}
