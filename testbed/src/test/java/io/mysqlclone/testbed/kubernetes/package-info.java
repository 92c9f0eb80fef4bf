/** The cluster for tests is itself what it promises to be. */
@NullMarked
package io.mysqlclone.testbed.kubernetes;

import org.jspecify.annotations.NullMarked;
