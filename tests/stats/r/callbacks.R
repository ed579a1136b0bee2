# Intervals and contrasts of published counts: callbacks in Bertrand & Mullainathan (2004),
# American Economic Review 94:991-1013, Table 1. rates.csv and contrasts.csv hold what these calls
# gave in R 4.2.2. Run in this folder: Rscript callbacks.R
keep <- function(table, name) {
  write.csv(format(table, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)
}
who <- c("black", "white", "black/f", "black/m", "white/f", "white/m")
yes <- c(157, 235, 125, 32, 184, 51)
all <- c(2435, 2435, 1886, 549, 1860, 575)
limits <- function(x, n) rbind(
  prop.test(x, n, correct = FALSE)$conf.int,
  qbeta(c(0.025, 0.975), x + 0.5, n - x + 0.5),
  binom.test(x, n)$conf.int
)
rates <- do.call(rbind, lapply(seq_along(who), function(i) data.frame(
  who = who[i], accepted = yes[i], counted = all[i],
  interval = c("wilson", "jeffreys", "clopper-pearson"),
  low = limits(yes[i], all[i])[, 1], high = limits(yes[i], all[i])[, 2]
)))
keep(rates, "rates.csv")

contrast <- function(who, a, n, b, m) {
  z <- qnorm(0.975)
  risk <- (a / n) / (b / m)
  risk_error <- sqrt(1 / a - 1 / n + 1 / b - 1 / m)
  odds <- a * (m - b) / ((n - a) * b)
  odds_error <- sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b))
  data.frame(
    who, a, n, b, m,
    chi_squared = unname(prop.test(c(a, b), c(n, m), correct = FALSE)$statistic),
    fisher_p = fisher.test(matrix(c(a, n - a, b, m - b), 2))$p.value,
    risk_ratio = risk,
    risk_low = risk * exp(-z * risk_error), risk_high = risk * exp(z * risk_error),
    odds_ratio = odds,
    odds_low = odds * exp(-z * odds_error), odds_high = odds * exp(z * odds_error)
  )
}
keep(rbind(
  contrast("all", 235, 2435, 157, 2435),
  contrast("women", 184, 1860, 125, 1886),
  contrast("men", 51, 575, 32, 549)
), "contrasts.csv")
