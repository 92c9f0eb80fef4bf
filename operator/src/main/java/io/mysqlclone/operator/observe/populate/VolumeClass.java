package io.mysqlclone.operator.observe.populate;

/**
 * The StorageClass of a claim.
 *
 * @param waits whether its volumes are made where the first pod is to run
 * @param provisions whether it makes volumes for claims; if not, Kubernetes binds some volume that is there already
 */
public record VolumeClass(boolean waits, boolean provisions) {}
