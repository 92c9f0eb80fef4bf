@NullMarked
package io.mysqlclone.testbed.proxy;

import org.jspecify.annotations.NullMarked;
