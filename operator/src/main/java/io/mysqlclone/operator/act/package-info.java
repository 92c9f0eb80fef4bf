/**
 * Changes to the world, each of which may be repeated without harm: launching the agent, telling it to stop, evicting the
 * recipient, scaling a workload. Uses {@code observe} and {@code decide}'s actions.
 */
@NullMarked
package io.mysqlclone.operator.act;

import org.jspecify.annotations.NullMarked;
