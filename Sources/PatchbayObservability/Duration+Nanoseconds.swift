#if Observability
    extension Duration {
        /// Whole nanoseconds, at most what fits (292 years).
        var wholeNanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }
    }
#endif
