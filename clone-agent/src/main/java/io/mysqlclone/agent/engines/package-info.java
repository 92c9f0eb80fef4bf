/** The one place that says which storage engines there are. May use: {@code engine}, {@code innodb}, {@code storage}. */
@NullMarked
package io.mysqlclone.agent.engines;

import org.jspecify.annotations.NullMarked;
