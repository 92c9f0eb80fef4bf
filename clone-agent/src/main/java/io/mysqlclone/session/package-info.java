/**
 * What both ends of a clone share: bandwidth budgets.
 *
 * <p>May use: the JDK and Bucket4j.
 */
@NullMarked
package io.mysqlclone.session;

import org.jspecify.annotations.NullMarked;
