import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PresenceSync

#if Crypto
    import PatchbayCrypto
#endif

/// Whether events are received, and where.
struct WebhookOptions: ParsableArguments, Sendable {
    @Option(
        help: "Receive notifications on this port of 127.0.0.1; 0 takes a free one. Otherwise everything is polled.")
    var webhookPort: UInt16?

    @Option(
        help:
            "The public https address that leads to that port (default: the loopback one, which only a simulated cloud accepts)."
    )
    var webhookURL: String?

    @Option(
        help: "A file with a certificate and its key: Graph's notifications then bring the presence, encrypted.",
        completion: .file())
    var certificate: String?

    func validate() throws {
        guard webhookPort == nil else { return }
        if webhookURL != nil || certificate != nil {
            throw ValidationError("--webhook-url and --certificate go with --webhook-port.")
        }
    }

    /// The certificate; nil if none was named.
    func key() throws -> (encryption: ChangeSubscription.Encryption, decryptor: any NotificationDecryptor)? {
        guard let certificate else { return nil }
        #if Crypto
            guard let pem = try? String(contentsOfFile: certificate, encoding: .utf8) else {
                throw ConfigurationError(
                    "The certificate \(certificate) cannot be read as text.",
                    remedy: "Name a PEM file with the certificate and its private key.")
            }
            // Its name tells which certificate a notification was encrypted for, also after it was replaced.
            let name = String(URL(filePath: certificate).deletingPathExtension().lastPathComponent.prefix(100))
            let key = try NotificationKey(pem: pem, certificateID: name)
            return (
                ChangeSubscription.Encryption(
                    certificate: key.encryptionCertificate, certificateID: key.certificateID),
                NotificationKeyRing([key])
            )
        #else
            throw ConfigurationError(
                "--certificate was given, and this program was built without certificates.",
                remedy: "Build it with the trait: swift run --package-path Examples --traits Crypto …; or leave it out."
            )
        #endif
    }
}

/// The public keys of the identity service, read when a notification names one that is not known, though not more often than every few
/// minutes.
actor SigningKeys {
    private let cloud: Cloud
    private let transport: any HTTPTransport
    private var readAt: ContinuousClock.Instant?
    private(set) var keys = JSONWebKeySet([])

    init(cloud: Cloud, transport: any HTTPTransport) {
        self.cloud = cloud
        self.transport = transport
    }

    /// Reads the keys again.
    ///
    /// - Returns: whether they were read; not if that was done a moment ago.
    func refresh() async throws -> Bool {
        if let readAt, ContinuousClock.now - readAt < .seconds(300) { return false }
        readAt = .now
        struct Metadata: Decodable { let jwks_uri: String }
        let address = try cloud.authority.url("/common/.well-known/openid-configuration")
        let metadata = try JSONDecoder().decode(Metadata.self, from: try await read(address))
        guard let link = URL(string: metadata.jwks_uri), link.scheme == "https" || link.host() == address.host() else {
            throw ConfigurationError(
                "The identity service's metadata has no address of keys.", remedy: "Check AZURE_AUTHORITY_HOST.")
        }
        keys = try JSONWebKeySet(json: try await read(link))
        return true
    }

    private func read(_ url: URL) async throws -> Data {
        let response = try await transport.send(HTTPRequest(url: url))
        guard response.status == 200 else {
            throw ConfigurationError(
                "The keys of the identity service cannot be read (\(response.status)).",
                remedy: "Check AZURE_AUTHORITY_HOST and the network.")
        }
        return response.body
    }
}
