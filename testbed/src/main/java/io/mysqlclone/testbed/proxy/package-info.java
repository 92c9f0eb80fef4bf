/**
 * A TCP proxy between a recipient and a donor that understands the packets of MySQL's clone protocol as far as a test needs
 * to say where something shall go wrong. Knows nothing of servers; uses only the JDK.
 */
@NullMarked
package io.mysqlclone.testbed.proxy;

import org.jspecify.annotations.NullMarked;
