/**
 * What is to be done about a PersistentVolumeClaim that is to be filled from a MySQLDonor. Pure functions. May use decide,
 * observe.populate and the resources.
 */
@NullMarked
package io.mysqlclone.operator.decide.populate;

import org.jspecify.annotations.NullMarked;
