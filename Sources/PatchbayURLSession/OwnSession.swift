import Foundation
import PatchbayCore
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A `URLSession` set up as Patchbay wants it: no redirects, no cookies, no cache, no stored credentials, and a body that is given up as
/// soon as it is too large instead of after it has been taken into memory.
///
/// Sessions are kept for the life of the process, one for each connection limit. Two reasons: a session per client opens connections
/// anew, and on Linux (6.3) taking one down after https requests can end the process (swift-corelibs-foundation, pull request 5491).
/// What is shared this way is connections only.
final class OwnSession: Sendable {
    /// Which requests a session is for.
    enum Use: Hashable {
        /// Requests that do no harm when the platform sends them again.
        case reads
        /// Requests that must not ride on a connection that a read left behind: on Linux a write with a body hangs on one that the
        /// server has closed meanwhile.
        case writes
    }

    private struct Key: Hashable {
        let connectionsPerHost: Int
        let use: Use
    }

    private static let all = Mutex<[Key: OwnSession]>([:])

    /// The session for a use and a connection limit.
    static func shared(for use: Use, connectionsPerHost: Int) -> OwnSession {
        let key = Key(connectionsPerHost: connectionsPerHost, use: use)
        return all.withLock { all in
            if let known = all[key] { return known }
            let made = OwnSession(connectionsPerHost: connectionsPerHost)
            all[key] = made
            return made
        }
    }

    private let session: URLSession
    private let transfers = Transfers()

    private init(connectionsPerHost: Int) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        configuration.timeoutIntervalForRequest = URLSessionTransport.idleLimit
        configuration.timeoutIntervalForResource = URLSessionTransport.idleLimit
        session = URLSession(configuration: configuration, delegate: transfers, delegateQueue: nil)
    }

    /// Sends a request and returns the whole answer.
    ///
    /// - Throws: `URLError`, `CancellationError`, or ``BodyTooLarge``.
    func data(for request: URLRequest, ceiling: Int) async throws -> (Data, URLResponse) {
        try Task.checkCancellation()
        let task = session.dataTask(with: request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                transfers.begin(task, ceiling: ceiling, continuation)
                // Asked after the transfer is known, so that a cancellation at any moment finds either the transfer or this line.
                if Task.isCancelled { transfers.cancel(task) } else { task.resume() }
            }
        } onCancel: {
            transfers.cancel(task)
        }
    }
}

/// The body went over the ceiling.
struct BodyTooLarge: Error {}

/// Gathers the answers to a session's tasks. URLSession calls it on one queue, one call after the other.
private final class Transfers: NSObject, URLSessionDataDelegate, Sendable {
    private struct Transfer {
        let ceiling: Int
        let continuation: CheckedContinuation<(Data, URLResponse), any Error>
        var body = Data()
        var response: URLResponse?
    }

    private let transfers = Mutex<[Int: Transfer]>([:])

    func begin(
        _ task: URLSessionTask, ceiling: Int, _ continuation: CheckedContinuation<(Data, URLResponse), any Error>
    ) {
        transfers.withLock { $0[task.taskIdentifier] = Transfer(ceiling: ceiling, continuation: continuation) }
    }

    /// Answers the caller at once; the platform takes its time.
    func cancel(_ task: URLSessionTask) { end(task, with: .failure(CancellationError())) }

    /// Settles a task before its own end.
    private func end(_ task: URLSessionTask, with result: Result<(Data, URLResponse), any Error>) {
        remove(task)?.continuation.resume(with: result)
        task.cancel()
    }

    private func remove(_ task: URLSessionTask) -> Transfer? {
        transfers.withLock { $0.removeValue(forKey: task.taskIdentifier) }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    #if canImport(FoundationNetworking)
        /// On Linux a task whose answer is 401 with a `Basic` challenge never ends by itself (6.3). By the time the challenge comes up the
        /// whole answer is there, and it is all that is wanted.
        func urlSession(
            _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
            completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
        ) {
            guard let transfer = remove(task), let response = transfer.response ?? task.response else {
                return completionHandler(.performDefaultHandling, nil)
            }
            transfer.continuation.resume(returning: (transfer.body, response))
            completionHandler(.cancelAuthenticationChallenge, nil)
        }
    #endif

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let isTooLarge = transfers.withLock { transfers in
            transfers[dataTask.taskIdentifier]?.response = response
            guard let ceiling = transfers[dataTask.taskIdentifier]?.ceiling else { return false }
            return dataTask.originalRequest?.httpMethod != "HEAD" && response.expectedContentLength > Int64(ceiling)
        }
        completionHandler(isTooLarge ? .cancel : .allow)
        if isTooLarge { end(dataTask, with: .failure(BodyTooLarge())) }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = transfers.withLock { transfers in
            // Asked through the dictionary: a copy of the transfer would make every append copy the body.
            let id = dataTask.taskIdentifier
            guard let count = transfers[id]?.body.count, let ceiling = transfers[id]?.ceiling else { return false }
            guard count + data.count <= ceiling else { return true }
            transfers[id]?.body.append(data)
            return false
        }
        if isTooLarge { end(dataTask, with: .failure(BodyTooLarge())) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let transfer = remove(task) else { return }
        if let error {
            transfer.continuation.resume(throwing: error)
        } else if let response = transfer.response ?? task.response {
            transfer.continuation.resume(returning: (transfer.body, response))
        } else {
            transfer.continuation.resume(throwing: URLError(.badServerResponse))
        }
    }
}
