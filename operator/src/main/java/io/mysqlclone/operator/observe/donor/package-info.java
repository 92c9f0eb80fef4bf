/** Reads the world for a MySQLDonor: its servers, and the pods that look at them. May use observe, agent and the Kubernetes client. */
@NullMarked
package io.mysqlclone.operator.observe.donor;

import org.jspecify.annotations.NullMarked;
