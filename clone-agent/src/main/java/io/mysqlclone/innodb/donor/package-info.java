/**
 * The donor half of InnoDB: what each recipient is sent, in which order, and when its next stage may begin.
 *
 * <p>{@link io.mysqlclone.innodb.donor.DonorClone} is the clone of one recipient as a machine of states; what a stage
 * consists of is a {@link io.mysqlclone.innodb.donor.StagePlan}, which all recipients share. May use: {@code innodb},
 * {@code innodb.descriptor}, {@code innodb.snapshot}, {@code innodb.page}, {@code innodb.source}, {@code storage}, {@code engine}, {@code
 * protocol}.
 */
@NullMarked
package io.mysqlclone.innodb.donor;

import org.jspecify.annotations.NullMarked;
