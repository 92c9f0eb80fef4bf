/**
 * What is to be done about a MySQLDonor, and which of its servers is cloned: pure functions. May use decide, observe.donor,
 * agent and the resources.
 */
@NullMarked
package io.mysqlclone.operator.decide.donor;

import org.jspecify.annotations.NullMarked;
