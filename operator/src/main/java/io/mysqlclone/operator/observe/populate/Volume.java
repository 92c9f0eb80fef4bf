package io.mysqlclone.operator.observe.populate;

/**
 * The PersistentVolume with the data, or where it is to be.
 *
 * @param version of the object, which a change must still find
 * @param holder whose it is
 * @param going whether it is released or deleted, so that its data is about to go
 */
public record Volume(String name, String version, Holder holder, boolean going) {

    /** Whose a volume is. */
    public enum Holder {
        /** The claim's that is filled in the other one's place. */
        PRIME,
        /** The claim's that the data is for, also before Kubernetes has bound that. */
        CLAIM,
        /** Nobody's, or somebody else's. */
        OTHER
    }
}
