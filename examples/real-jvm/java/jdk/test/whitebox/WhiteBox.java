package jdk.test.whitebox;

/** The stock JVM's test interface under its name since JDK 18; the JVM registers the methods. */
public class WhiteBox {
  private static native void registerNatives();

  static {
    registerNatives();
  }

  public native void youngGC();
}
