/**
 * MySQL's versions: how they are written, which of them may be cloned to which, and in which words that is told. Everybody
 * who compares versions asks here. Uses the JDK and a reader of JSON.
 */
@NullMarked
package io.mysqlclone.release;

import org.jspecify.annotations.NullMarked;
