/**
 * Reads the world for a PersistentVolumeClaim that is to be filled from a MySQLDonor. May use observe and the Kubernetes client.
 */
@NullMarked
package io.mysqlclone.operator.observe.populate;

import org.jspecify.annotations.NullMarked;
