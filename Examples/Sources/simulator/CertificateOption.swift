import Foundation
import PatchbayCore
import PatchbaySimulator

#if Crypto
    import PatchbayCrypto
#endif

/// A certificate that an app may sign in with: only known by its thumbprint, and then its signatures are believed, or known whole.
enum CertificateOption {
    /// Registers it for the first app. A value that is a file is the certificate in PEM form, whose signatures are checked.
    static func register(_ value: String, in settings: inout CloudSettings) throws {
        guard let text = try? String(contentsOfFile: value, encoding: .utf8) else {
            settings.apps[0].certificateThumbprints.append(value)
            return
        }
        #if Crypto
            let verifier = try CertificateVerifier(pem: text)
            settings.apps[0].certificateThumbprints += [verifier.thumbprint, verifier.oldThumbprint]
            settings.entra.verifyAssertion = { algorithm, _, signed, signature in
                verifier.isValid(signature: signature, of: signed, algorithm: algorithm)
            }
        #else
            _ = text
            throw ConfigurationError(
                "The signatures of \(value) cannot be checked: this program was built without certificates.",
                remedy:
                    "Build it with the trait (swift run --package-path Examples --traits Crypto simulator …), or give the thumbprint alone; then signatures are believed."
            )
        #endif
    }
}
