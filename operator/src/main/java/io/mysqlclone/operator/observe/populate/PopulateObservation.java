package io.mysqlclone.operator.observe.populate;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.util.Optional;

/**
 * The world for a claim that is to be filled, at one moment.
 *
 * @param storageClass empty: there is none of that name
 * @param filling the MySQLClone of the name that the claim's has
 * @param ours whether that was made for this claim
 * @param prime the claim that is filled in its place
 * @param volume the one that the data is on
 */
public record PopulateObservation(
        ClaimToFill claim,
        Optional<VolumeClass> storageClass,
        Optional<MySQLClone> filling,
        boolean ours,
        Optional<Prime> prime,
        Optional<Volume> volume) {}
