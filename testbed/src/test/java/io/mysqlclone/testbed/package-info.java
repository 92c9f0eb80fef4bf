@NullMarked
package io.mysqlclone.testbed;

import org.jspecify.annotations.NullMarked;
