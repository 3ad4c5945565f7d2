import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One end of a TCP connection on this machine, or a place that listens for them. Every wait is a `poll` in short slices, so that a
/// thread which waits for a silent client notices when the server is being stopped.
struct LoopbackSocket: Sendable {
    /// What a wait came to.
    enum Readiness {
        case ready, hungUp, timedOut
    }

    let descriptor: Int32

    /// A socket bound to 127.0.0.1 at a port that the system chooses.
    ///
    /// - Throws: `POSIXError`.
    static func bound() throws -> LoopbackSocket {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let made = LoopbackSocket(descriptor: socket(AF_INET, kind, 0))
        guard made.descriptor >= 0 else { throw lastError() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        #if canImport(Darwin)
            address.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
        #endif
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(made.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            made.close()
            throw lastError()
        }
        return made
    }

    /// Starts to listen.
    ///
    /// - Throws: `POSIXError`.
    func listen() throws {
        #if canImport(Glibc)
            let result = Glibc.listen(descriptor, 512)
        #elseif canImport(Musl)
            let result = Musl.listen(descriptor, 512)
        #else
            let result = Darwin.listen(descriptor, 512)
        #endif
        guard result == 0 else { throw Self.lastError() }
    }

    /// The port it is bound to.
    var port: Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection; `nil` if none came within the slice.
    func accept(within milliseconds: Int32) -> LoopbackSocket? {
        guard wait(for: Int16(POLLIN), milliseconds: milliseconds) == .ready else { return nil }
        #if canImport(Glibc)
            let accepted = Glibc.accept(descriptor, nil, nil)
        #elseif canImport(Musl)
            let accepted = Musl.accept(descriptor, nil, nil)
        #else
            let accepted = Darwin.accept(descriptor, nil, nil)
        #endif
        guard accepted >= 0 else { return nil }
        let socket = LoopbackSocket(descriptor: accepted)
        // Without this, small answers wait for the acknowledgement of the one before.
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
        #if canImport(Darwin)
            socket.set(SOL_SOCKET, SO_NOSIGPIPE, to: 1)
        #endif
        return socket
    }

    /// Waits until there is something to read, or room to write.
    func wait(for events: Int16, milliseconds: Int32) -> Readiness {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        let count = unsafe poll(&request, 1, milliseconds)
        if count == 0 || (count < 0 && errno == EINTR) { return .timedOut }
        if count < 0 { return .hungUp }
        return request.revents & events != 0 ? .ready : .hungUp
    }

    /// Whether the other side closed or reset, without reading what it sent before that.
    func hasHungUp(within milliseconds: Int32) -> Bool {
        #if os(Linux) || os(Android)
            let events = Int16(0x2000)  // POLLRDHUP: the other side will send no more
        #else
            let events = Int16(0)
        #endif
        return wait(for: events, milliseconds: milliseconds) != .timedOut
    }

    /// Reads what is there; empty at the end or after a reset.
    func read(upTo count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let received = unsafe recv(descriptor, buffer.baseAddress, count, 0)
            filled = max(0, received)
        }
    }

    /// Writes as much as there is room for; `nil` if the other side is gone.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        #if canImport(Darwin)
            let flags = Int32(MSG_DONTWAIT)
        #else
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        #endif
        let sent = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) }
        if sent >= 0 { return sent }
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : nil
    }

    /// Ends both directions; a thread that waits on the socket wakes up.
    func shutdown() {
        #if canImport(Glibc)
            _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
        #elseif canImport(Musl)
            _ = Musl.shutdown(descriptor, SHUT_RDWR)
        #else
            _ = Darwin.shutdown(descriptor, SHUT_RDWR)
        #endif
    }

    /// Makes ``close()`` reset the connection instead of ending it in order.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Gives the descriptor back.
    func close() {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }

    private func set(_ level: Int32, _ option: Int32, to value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func lastError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
