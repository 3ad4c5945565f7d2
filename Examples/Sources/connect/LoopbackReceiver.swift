import ExampleSupport
import FlyingFox
import FlyingSocks
import Foundation
import GraphClient
import PatchbayCore

/// Waits on this machine for what the browser brings back from the sign-in page, and takes exactly one answer.
///
/// The code comes as a posted form, so that it is in no address bar and no history; one that comes in an address is refused. The port is a
/// free one; the registration names `http://localhost` without a port, and Entra does not compare it. Sources: RFC 8252;
/// microsoft-authentication-library-for-python `oauth2cli/authcode.py`.
enum LoopbackReceiver {
    /// How long a person may take.
    static let limit = Duration.seconds(300)

    static func receive(
        console: Console, _ begin: (String) async throws -> (BrowserSignIn, BrowserSignIn.Attempt)
    ) async throws -> SignedInAccount? {
        let (answers, feed) = AsyncStream.makeStream(of: RedirectAnswer.self, bufferingPolicy: .bufferingOldest(1))
        let server = HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0), timeout: 15, logger: .disabled)
        await server.appendRoute("*") { request in try await page(for: request, feed) }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        try await server.waitUntilListening()
        guard case .ip4(_, let port) = await server.listeningAddress else {
            throw ConfigurationError("No port can be opened on 127.0.0.1.", remedy: "Use --device-code.")
        }
        let (signIn, attempt) = try await begin("http://localhost:\(port)")
        console.warn("Opening the sign-in page in your browser. If nothing opens, open this address:\n\(attempt.url)\n")
        BrowserWindow.open(attempt.url)
        let answer = try await withThrowingTaskGroup(of: RedirectAnswer?.self) { group in
            group.addTask {
                for await answer in answers { return answer }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw ConfigurationError(
                    "Nobody signed in within five minutes.",
                    remedy: "Begin again. Who is no administrator is kept on Microsoft's page; then nothing comes back."
                )
            }
            return answer
        }
        let account = try await signIn.finish(answer, attempt)
        await server.stop(timeout: 1)
        return account
    }

    private static func page(
        for request: FlyingFox.HTTPRequest, _ feed: AsyncStream<RedirectAnswer>.Continuation
    ) async throws -> FlyingFox.HTTPResponse {
        guard request.path == "/" else { return FlyingFox.HTTPResponse(statusCode: .notFound) }
        switch request.method {
        case .POST:
            guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
                return FlyingFox.HTTPResponse(statusCode: .unsupportedMediaType)
            }
            let body = try await request.bodyData
            guard body.count <= 64 * 1024 else { return FlyingFox.HTTPResponse(statusCode: .payloadTooLarge) }
            let answer = RedirectAnswer(form: body)
            guard answer.isAnswer else { return text("This is not the answer of a sign-in page.", .badRequest) }
            feed.yield(answer)
            feed.finish()
            return text("Thank you. You can close this window and go back to the program.")
        case .GET:
            let url = URL(string: "http://localhost\(request.target.rawValue)")
            // An error may come in the address; a code may not.
            if let url, request.query["error"] != nil {
                feed.yield(RedirectAnswer(url: url))
                feed.finish()
                return text("The sign-in did not succeed. The program says why.")
            }
            return text("This page waits for a sign-in.", .badRequest)
        default: return FlyingFox.HTTPResponse(statusCode: .methodNotAllowed)
        }
    }

    /// Nothing that came in is ever shown, so there is nothing to escape.
    private static func text(_ text: String, _ status: HTTPStatusCode = .ok) -> FlyingFox.HTTPResponse {
        FlyingFox.HTTPResponse(
            statusCode: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: Data("<!doctype html><title>Patchbay</title><p>\(text)</p>".utf8))
    }
}

/// The browser of this machine.
enum BrowserWindow {
    /// Whether there is likely one: not over SSH without a display.
    static var isThere: Bool {
        #if os(macOS)
            return ProcessInfo.processInfo.environment["SSH_CONNECTION"] == nil
        #else
            let environment = ProcessInfo.processInfo.environment
            return environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
        #endif
    }

    /// Opens an address, if there is a program for it; the address was shown before.
    static func open(_ url: URL) {
        #if os(macOS)
            let programs = ["/usr/bin/open"]
        #else
            let programs = ["/usr/bin/xdg-open", "/usr/local/bin/xdg-open"]
        #endif
        guard isThere, let program = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            return
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [url.absoluteString]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }
}
