#if WebSocket
    import Foundation
    import NIOSSL

    /// A certificate made by openssl and signed by nobody but itself.
    struct TestCertificate: Sendable {
        let certificatePath: String
        private let keyPath: String

        /// Makes one in a folder.
        ///
        /// - Parameter isForAddress: whether it is for 127.0.0.1 as well as for the name.
        init(for name: String, isForAddress: Bool = true, in folder: URL) throws {
            certificatePath = folder.appending(path: "\(name).pem").path
            keyPath = folder.appending(path: "\(name).key").path
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/env")
            openssl.arguments = [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=DNS:\(name)" + (isForAddress ? ",IP:127.0.0.1" : ""),
                "-keyout", keyPath, "-out", certificatePath,
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            guard openssl.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
        }

        func serverContext() throws -> NIOSSLContext {
            try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))))
        }
    }
#endif
