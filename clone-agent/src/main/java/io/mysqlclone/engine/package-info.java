/**
 * The contract of an engine, which depends on nothing: what either side of an engine does with descriptors and
 * data, and the words that engines and sessions share. The names are those of MySQL's handlerton.
 *
 * <p>The sessions own the connections; an engine owns what the bytes mean. Which engines there are is
 * said in one place, {@code agent.engines.CloneEngines}, as an {@link io.mysqlclone.engine.EngineSet} in the order of their
 * locators.
 */
@NullMarked
package io.mysqlclone.engine;

import org.jspecify.annotations.NullMarked;
