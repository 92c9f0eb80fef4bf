/**
 * The contract of a clone: what is asked for, what is told while it runs, and how it ends.
 *
 * <p>Only data, for callers that know neither donor nor disk. {@link io.mysqlclone.recipient.run.CloneRun} runs a clone,
 * {@link io.mysqlclone.recipient.preflight.Preflight} asks whether it would. May use: {@code mysql}, and
 * the words of {@code engine} and {@code release}.
 */
@NullMarked
package io.mysqlclone.recipient;

import org.jspecify.annotations.NullMarked;
