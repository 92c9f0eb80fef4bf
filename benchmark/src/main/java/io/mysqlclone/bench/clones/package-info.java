/**
 * The runs: a donor with its data, a clone by MySQL's own recipient or by clone-agent, what is measured meanwhile, and the
 * proof that the copy is right. May use: machine, testbed.
 */
@NullMarked
package io.mysqlclone.bench.clones;

import org.jspecify.annotations.NullMarked;
