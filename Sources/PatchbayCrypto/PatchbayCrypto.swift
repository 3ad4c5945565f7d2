/// Certificate credentials for Microsoft 365, over swift-crypto. Empty unless the package is used with its trait `Crypto`.
package enum CryptoTrait {
    /// Whether the trait is on.
    package static var isEnabled: Bool {
        #if Crypto
            true
        #else
            false
        #endif
    }
}
