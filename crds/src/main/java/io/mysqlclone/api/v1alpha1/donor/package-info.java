/** What a MySQLDonor says of a server that may be cloned, and what was seen of it. Uses the fields of connections and transfers. */
@NullMarked
package io.mysqlclone.api.v1alpha1.donor;

import org.jspecify.annotations.NullMarked;
