import Foundation
public import GraphClient
public import PatchbayCore
public import Provisioning

#if Crypto
    import PatchbayCrypto
#endif

/// How the app registration proves itself, as the environment says: a certificate before another identity provider's token before a
/// secret, in the variables that Azure's own tools read.
public struct AppCredential: CredentialProvider {
    private let credential: any CredentialProvider
    /// Which way it is, as a readiness check has to know.
    public let inUse: CredentialInUse

    /// Reads the environment.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` that names the variable that is wrong or missing.
    public init(
        _ settings: Settings, tenant: String, clientID: String, cloud: Cloud, transport: any HTTPTransport
    ) throws {
        if let path = settings["AZURE_CLIENT_CERTIFICATE_PATH"] {
            let (assertion, endsAt) = try Self.certificate(path, settings)
            credential = ClientAssertionCredential(
                tenant: tenant, clientID: clientID, assertion: assertion, authority: cloud.authority,
                transport: transport)
            inUse = .certificate(endsAt: endsAt)
        } else if let path = settings["AZURE_FEDERATED_TOKEN_FILE"] {
            credential = ClientAssertionCredential(
                tenant: tenant, clientID: clientID, assertion: FederatedAssertion(file: URL(filePath: path)),
                authority: cloud.authority, transport: transport)
            inUse = .federated
        } else if let secret = settings.secret("AZURE_CLIENT_SECRET") {
            credential = ClientSecretCredential(
                tenant: tenant, clientID: clientID, secret: secret, authority: cloud.authority, transport: transport)
            inUse = CredentialInUse(secret)
        } else {
            throw ConfigurationError(
                "AZURE_CLIENT_SECRET is not set; it is needed to sign in as the app registration.",
                remedy:
                    "Set AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE), or try --simulate first.",
                setting: "AZURE_CLIENT_SECRET")
        }
    }

    /// A token.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken {
        try await credential.accessToken(for: request)
    }

    private static func certificate(
        _ path: String, _ settings: Settings
    ) throws -> (assertion: any ClientAssertionProvider, endsAt: Date?) {
        #if Crypto
            guard let pem = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw ConfigurationError(
                    "AZURE_CLIENT_CERTIFICATE_PATH cannot be read as text.",
                    remedy:
                        "Name a PEM file with the private key and the certificate. From a PFX file: openssl pkcs12 -in app.pfx -out app.pem",
                    setting: "AZURE_CLIENT_CERTIFICATE_PATH")
            }
            let assertion = try CertificateAssertion(
                pem: pem, passphrase: settings.secret("AZURE_CLIENT_CERTIFICATE_PASSWORD"))
            return (assertion, assertion.expiresAt)
        #else
            throw ConfigurationError(
                "AZURE_CLIENT_CERTIFICATE_PATH is set, and this program was built without certificates.",
                remedy:
                    "Build it with the trait: swift run --package-path Examples --traits Crypto …; or set AZURE_CLIENT_SECRET instead.",
                setting: "AZURE_CLIENT_CERTIFICATE_PATH")
        #endif
    }
}
