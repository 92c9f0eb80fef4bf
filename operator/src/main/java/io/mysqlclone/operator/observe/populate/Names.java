package io.mysqlclone.operator.observe.populate;

import io.mysqlclone.api.v1alpha1.MySQLClone;

/**
 * The names that belong to a claim that is to be filled. They follow from its uid: an operator that dies between two steps is
 * followed by one that finds what was made, and a claim that is made again under the name has nothing of the one before.
 */
public final class Names {

    /** Label of all that is made for a claim, and of the volume that it gets; its value is the claim's uid. */
    public static final String LABEL = MySQLClone.GROUP + "/populates";

    /** Annotation of the volume: namespace and name of the MySQLDonor whose data it was filled with. */
    public static final String POPULATED_FROM = MySQLClone.GROUP + "/populated-from";

    /** Annotation of a claim: the directory of the volume that becomes the data directory. */
    public static final String SUB_PATH = MySQLClone.GROUP + "/sub-path";

    /** Annotation of a claim: the user that mysqld runs as. */
    public static final String RUN_AS_USER = MySQLClone.GROUP + "/run-as-user";

    /** Annotation of a claim: the node that the scheduler has chosen for its first pod. */
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private Names() {}

    /** The name of the MySQLClone for the claim with that uid, and of the claim that it fills. */
    public static String prime(String uid) {
        return "prime-" + uid;
    }
}
