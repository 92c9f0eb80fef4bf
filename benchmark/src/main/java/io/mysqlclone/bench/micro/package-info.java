/**
 * JMH benchmarks of the hot pieces. Those of pieces that are private to their package lie in a package of the same name, as
 * a test would.
 */
@NullMarked
package io.mysqlclone.bench.micro;

import org.jspecify.annotations.NullMarked;
