# A follow-up as an exposure that begins in time, among seekers who differ: R 4, survival.
# Rscript exposure.R, in this folder, makes exposure.csv and exposure_r.csv.
library(survival)
set.seed(7)
n <- 240
seeker <- rep(1:24, length.out = n)
frailty <- exp(rnorm(24, sd = 0.7))[seeker]
follow <- ifelse(runif(n) < 0.6, sample(3:12, n, replace = TRUE), NA)
days <- pmin(rgeom(n, pmin(0.06 * frailty, 0.9)), 30)
answered <- days < 30
write.csv(
  data.frame(days, answered = as.integer(answered), followed = follow, seeker),
  "exposure.csv", row.names = FALSE, na = ""
)
rows <- do.call(rbind, lapply(seq_len(n), function(i) {
  if (is.na(follow[i]) || follow[i] > days[i]) {
    return(data.frame(i, start = -1, stop = days[i], event = answered[i], z = 0))
  }
  late <- data.frame(i, start = follow[i] - 1, stop = days[i], event = answered[i], z = 1)
  if (follow[i] == 0) return(late)
  rbind(data.frame(i, start = -1, stop = follow[i] - 1, event = FALSE, z = 0), late)
}))
rows$seeker <- seeker[rows$i]
fit <- coxph(
  Surv(start, stop, event) ~ z, data = rows, ties = "breslow", cluster = seeker,
  control = coxph.control(eps = 1e-12, iter.max = 50)
)
write.csv(
  data.frame(what = c("log ratio", "error", "robust error"),
             value = format(c(coef(fit), sqrt(fit$naive.var), sqrt(fit$var)), digits = 15)),
  "exposure_r.csv", row.names = FALSE, quote = FALSE
)
