/**
 * Tests of the chart: what it renders for which values, what it refuses, and that what is generated from it is current.
 * Helm runs in this process; no cluster and no helm program is needed.
 */
@NullMarked
package io.mysqlclone.helm;

import org.jspecify.annotations.NullMarked;
