/** The demonstration that {@code ./demo} runs: a busy server cloned by the agent, and the proof that the copy is right. */
@NullMarked
package io.mysqlclone.testbed.demo;

import org.jspecify.annotations.NullMarked;
