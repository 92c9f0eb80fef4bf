/**
 * What to do next, as a pure function of the resource, its last status and the observation: no client, no clock, no
 * thread. Its table is the test. Uses {@code observe}'s records only.
 */
@NullMarked
package io.mysqlclone.operator.decide;

import org.jspecify.annotations.NullMarked;
