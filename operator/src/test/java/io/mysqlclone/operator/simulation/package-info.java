/** A small world in which the decisions are carried out, with everything that may happen in between. */
@NullMarked
package io.mysqlclone.operator.simulation;

import org.jspecify.annotations.NullMarked;
